//! The one table of what can go wrong over HTTP: status, stable code, title in both languages.

use axum::http::StatusCode;
use engine_core::issue::Message;

macro_rules! codes {
    ($($name:ident $status:literal $code:literal $chinese:literal $english:literal)*) => {
        /// A kind of failure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $english] $name,)*
        }

        impl Code {
            /// Every code, for documentation and tests.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The HTTP status.
            pub fn status(self) -> StatusCode {
                let number: u16 = match self { $(Code::$name => $status),* };
                StatusCode::from_u16(number).expect("the table holds valid statuses")
            }

            /// The stable name; it never changes.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $code),* }
            }

            /// What a person reads first.
            pub fn title(self) -> Message {
                match self { $(Code::$name => Message::new($chinese, $english)),* }
            }
        }
    };
}

codes! {
    Malformed          400 "malformed"            "请求格式不正确"                 "The request is malformed"
    BadQuery           400 "bad_query"            "网址中的参数不正确"             "A parameter in the address is wrong"
    NoPrincipal        401 "no_principal"         "请先登录"                       "Sign in first"
    WrongCredentials   401 "wrong_credentials"    "用户名或密码不正确"             "The user name or the password is wrong"
    NoRight            403 "no_right"             "您没有此项权限，请联系管理员开通" "You have no right to do this; ask an administrator"
    HiddenField        403 "hidden_field"         "您无权查看其中的内容"           "You may not see what this asks for"
    CrossSite          403 "cross_site"           "请求来自其他网站，已拒绝"       "The request comes from another site"
    TokenScope         403 "token_scope"          "此令牌没有这个用途"             "This token is not meant for that"
    WrongSetupCode     403 "wrong_setup_code"     "初始化码不正确或已过期"         "The setup code is wrong or has expired"
    NotFound           404 "not_found"            "没有数据，或您无权查看"         "There is nothing here, or you may not see it"
    MethodNotAllowed   405 "method_not_allowed"   "此网址不支持这种操作"           "This address does not do that"
    SlowBody           408 "slow_body"            "上传中断，请重试"               "The upload stalled; try again"
    Taken              409 "taken"                "内容已存在"                     "This already exists"
    EditConflict       409 "edit_conflict"        "别人刚刚改过同一处内容"         "Somebody just changed the same place"
    EditedSince        409 "edited_since"         "部分内容之后又被改过"           "Some of it was edited since"
    InUse              409 "in_use"               "仍被使用，不能删除"             "It is still used and cannot go"
    LastAdmin          409 "last_admin"           "至少保留一位可用的管理员"       "One active administrator must remain"
    SetupDone          409 "setup_done"           "已完成初始化"                   "The installation is already set up"
    KeyReused          409 "key_reused"           "同一请求编号用于了不同的内容"   "The idempotency key was used for something else"
    UnderWay           409 "under_way"            "同一请求正在处理，请稍后再看结果" "The same request is under way; ask again shortly"
    Unfinished         409 "unfinished"           "服务器在处理这个请求时停止；请先查看已做到哪里，再用新的 Idempotency-Key 重试" "The server stopped while it did this; look at what was done, then use a new key"
    AlreadyDone        409 "already_done"         "这个请求已经完成，答复不再重复给出" "This was done already; its answer is not given again"
    ClockBackwards     409 "clock_backwards"      "测试时钟只能向前"               "The test clock only moves forward"
    StateConflict      409 "state_conflict"       "当前状态不允许这样做"           "Its state does not allow this now"
    TooLarge           413 "too_large"            "内容过大"                       "This is too large"
    ContentType        415 "content_type"         "内容类型不受支持"               "This content type is not accepted"
    NoSuchRange        416 "no_such_range"        "文件没有这一段"                 "The file has no such part"
    Invalid            422 "invalid"              "填写有误"                       "Some of it is wrong"
    NoPreview          422 "no_preview"           "这个文件没有预览，请下载后查看"   "There is no preview of this file; download it"
    InvalidRecord      422 "invalid_record"       "填写有误"                       "Some of the record is wrong"
    InvalidDefinition  422 "invalid_definition"   "定义有误"                       "Some of the definition is wrong"
    TooOften           429 "too_often"            "操作过于频繁，请稍后再试"       "Too often; try again later"
    Interrupted        500 "interrupted"          "服务器中途停止，没有做完"       "The server stopped before this was finished"
    Internal           500 "internal"             "服务器出错，请把编号告诉管理员" "The server failed; give the id to an administrator"
    Busy               503 "busy"                 "服务器繁忙，请稍后再试"         "The server is busy; try again shortly"
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_snake_case() {
        let names: HashSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
        assert!(Code::ALL.iter().all(|code| code.status().as_u16() >= 400));
    }
}
