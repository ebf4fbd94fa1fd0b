//! Apps as folders, and the demonstration, asked of the built program.

mod broken;
mod demo;
mod folders;
mod lead_capture;
mod web;
