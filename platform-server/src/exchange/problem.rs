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

/// The server stopped while a job ran.
pub(super) fn interrupted(may_undo: bool) -> Problem {
    let problem = Problem::new(Code::Interrupted);
    if may_undo {
        problem.detail(
            "导入只写入了一部分;可以撤销已写入的部分,再重新导入",
            "Part of the file was written; undo that part and import the file again",
        )
    } else {
        problem.detail("没有写入任何内容,请重新开始", "Nothing was written; start again")
    }
}

/// The files of a job have been removed.
pub(super) fn expired() -> Problem {
    Problem::new(Code::StateConflict)
        .detail("文件只保留 24 小时,请重新上传", "Files are kept for 24 hours; upload the file again")
}

/// The files of a job lie on another server.
pub(super) fn elsewhere() -> Problem {
    Problem::new(Code::Busy).retry_after(5).detail(
        "文件在另一台服务器上,请稍后再试",
        "The file lies on another server of this installation; try again",
    )
}
