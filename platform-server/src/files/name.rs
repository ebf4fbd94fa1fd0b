//! What a file is called.
//!
//! Shape:  the name that a program sent → the name that is kept: NFC, the last part of a path, without control characters,
//!         marks that turn writing around, and what no file system takes; at most 255 characters with its ending kept.
//!         Nothing of it becomes a path; it is shown and given back to whoever downloads.

use engine_core::{kinds::files::LONGEST_NAME, text};

/// Longest ending that is kept when a name is cut, in characters.
const LONGEST_ENDING: usize = 20;

/// The name that is kept; `file` when nothing is left.
pub fn kept(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|letter| !unfit(*letter)).collect();
    let name = text::normal(&shown);
    // A name of dots is a folder, and what starts with one is hidden.
    let name = name.trim_start_matches('.').trim();
    if name.is_empty() { "file".to_owned() } else { cut(name) }
}

/// Control characters, those that are not seen or turn the direction of writing, and those that Windows refuses in names.
fn unfit(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(letter, '\u{2028}' | '\u{2029}')
        || "<>:\"|?*".contains(letter)
}

fn cut(name: &str) -> String {
    let most = LONGEST_NAME as usize;
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ending.is_empty() || ending.chars().count() > LONGEST_ENDING {
        return name.chars().take(most).collect();
    }
    let stem: String = name.chars().take(most - ending.chars().count() - 1).collect();
    format!("{stem}.{ending}")
}

/// Endings that computers run when they are opened.
const RUN: [&str; 38] = [
    "apk", "app", "bat", "chm", "cmd", "com", "cpl", "deb", "desktop", "dll", "dmg", "exe", "gadget", "hta",
    "inf", "iso", "jar", "js", "jse", "lnk", "mjs", "msc", "msi", "msp", "pif", "ps1", "reg", "rpm", "scf",
    "scr", "sct", "sh", "sys", "url", "vb", "vbe", "vbs", "wsf",
];

/// Whether a computer would run a file of this name.
pub fn is_run(name: &str) -> bool {
    let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.').map_or("", |(_, ending)| ending);
    RUN.binary_search(&ending.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_people_read() {
        for (sent, name) in [
            ("合同 2026.pdf", "合同 2026.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\wang\\a.docx", "a.docx"),
            ("..\\..", "file"),
            ("", "file"),
            (".htaccess", "htaccess"),
            ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt"),
            ("<img src=x onerror=alert(1)>.png", "img src=x onerror=alert(1).png"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("e\u{301}.txt", "é.txt"),
            ("a\0b.txt", "ab.txt"),
        ] {
            assert_eq!(kept(sent), name, "{sent:?}");
        }
        let long = kept(&format!("{}.pdf", "长".repeat(400)));
        assert_eq!((long.chars().count(), long.ends_with("长.pdf")), (255, true));
        assert_eq!(kept(&"x".repeat(400)).len(), 255);
    }

    #[test]
    fn what_is_run_is_known_by_its_ending() {
        assert!(RUN.is_sorted());
        assert!(["a.EXE", "a.pdf.exe", "a.lnk", "a.exe.", "a.jS"].into_iter().all(is_run));
        assert!(!["exe", "a.json", "a.txt", "a", "a.exe.pdf", "js.md"].into_iter().any(is_run));
    }
}
