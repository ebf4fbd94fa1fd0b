//! What went wrong in a job, kept in both languages until somebody asks.

use engine_core::issue::Language;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::http::problem::{Code, Problem};
use crate::transfer::read::ReadError;

/// A problem that outlives the request it would have answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptProblem {
    chinese: Json,
    english: Json,
}

impl KeptProblem {
    /// In one language.
    pub fn told(&self, language: Language) -> Json {
        match language {
            Language::Chinese => self.chinese.clone(),
            Language::English => self.english.clone(),
        }
    }
}

impl From<&Problem> for KeptProblem {
    fn from(problem: &Problem) -> KeptProblem {
        KeptProblem {
            chinese: problem.to_json(Language::Chinese),
            english: problem.to_json(Language::English),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        match error {
            ReadError::Refused(refused) => {
                Problem::new(Code::Invalid).issues(vec![refused.refusal().at("/file")])
            }
            ReadError::Io(error) => Problem::internal(error),
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Problem::internal(error)
    }
}

/// The task of a job broke off.
pub(super) fn broke_off(error: &tokio::task::JoinError) -> Problem {
    Problem::internal(error)
}

/// A job stopped before it had written anything.
pub(super) fn nothing_done() -> Problem {
    Problem::new(Code::Interrupted).detail("没有写入任何内容，请重新开始", "Nothing was written; start again")
}

/// An import stopped after it had written some records.
pub(super) fn half_written(records: u64) -> Problem {
    Problem::new(Code::Interrupted).detail(
        format!("导入只写入了一部分（{records} 条）；可以撤销已写入的部分，再重新导入"),
        format!("Part of the file was written ({records} records); undo that part and import the file again"),
    )
}

/// An undo stopped on its way.
pub(super) fn half_undone() -> Problem {
    Problem::new(Code::Interrupted)
        .detail("撤销没有做完，请再撤销一次", "The undo did not come to its end; undo it again")
}

/// The files of a job have been removed.
pub(super) fn expired() -> Problem {
    Problem::new(Code::StateConflict)
        .detail("文件只保留 24 小时，请重新上传", "Files are kept for 24 hours; upload the file again")
}

/// The files of a job lie on another server.
pub(super) fn elsewhere() -> Problem {
    Problem::new(Code::Busy).retry_after(5).detail(
        "文件在另一台服务器上，请稍后再试",
        "The file lies on another server of this installation; try again",
    )
}
