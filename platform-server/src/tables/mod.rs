//! The system tables, one per file, as sea-orm sees them; their schema is in `migrations`.

pub mod api_token;
pub mod demo_app;
pub mod demo_item;
pub mod department;
pub mod export;
pub mod file;
pub mod file_claim;
pub mod import;
pub mod import_mapping;
pub mod session;
pub mod setup_code;
pub mod sign_in_attempt;
pub mod team;
pub mod team_member;
pub mod user;
pub mod user_department;
pub mod user_role;
