//! Which encoding a text file is in, and the same text as UTF-8.
//!
//! Shape:  byte-order mark, else strict UTF-8, else UTF-16 by its zero bytes, else GB18030 if it decodes without an error
//!         *and* reads like Chinese: nearly all its characters are of the 6,763 of GB 2312. Guessing by bytes alone would
//!         take Big5, Shift-JIS or Latin-1 for GBK and import rubbish.
//! Errors: `UnknownEncoding` with the first line that does not fit, `NotASpreadsheet` for binary bytes.
//! Source: GB 18030-2005 byte ranges; GB 2312 rows 1-9 and 16-87.

use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{FileRefused, ReadError};

/// Finds the encoding; the position of the file is undefined afterwards.
///
/// # Errors
/// When it is none of those we read.
pub(super) fn find(file: &mut (impl Read + Seek)) -> Result<&'static Encoding, ReadError> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(4096).read_to_end(&mut head)?;
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < 4096 {
        return Err(FileRefused::Empty.into());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&head) {
        if head.len() == mark {
            return Err(FileRefused::Empty.into());
        }
        return if encoding == UTF_8 { strict_utf8(file, true) } else { Ok(encoding) };
    }
    if let Some(encoding) = by_zero_bytes(&head) {
        return Ok(encoding);
    }
    if head.iter().filter(|byte| is_control(**byte)).count() * 50 > head.len() {
        return Err(FileRefused::NotASpreadsheet.into());
    }
    strict_utf8(file, false)
}

/// UTF-16 without a mark: nearly every second byte of Latin text, digits and separators is zero.
fn by_zero_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 16 + 1;
    match (even > many, odd > many) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn strict_utf8(file: &mut (impl Read + Seek), marked: bool) -> Result<&'static Encoding, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let (mut buffer, mut line) = (Vec::with_capacity(1 << 16), 1);
    loop {
        let read = file.by_ref().take(1 << 16).read_to_end(&mut buffer)?;
        let (valid, wrong) = match std::str::from_utf8(&buffer) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        line += buffer[..valid].iter().filter(|byte| **byte == b'\n').count() as u64;
        buffer.drain(..valid);
        match (wrong, read, buffer.is_empty()) {
            (true, _, _) if marked => return Err(FileRefused::UnknownEncoding { line }.into()),
            (true, _, _) => return chinese(file),
            (false, 0, true) => return Ok(UTF_8),
            (false, 0, false) if marked => return Err(FileRefused::Damaged.into()),
            (false, 0, false) => return chinese(file),
            _ => {}
        }
    }
}

/// What the characters of a GB 18030 text are.
#[derive(Debug, Default)]
struct Census {
    /// All that are not ASCII.
    all: u64,
    /// Those of GB 2312, marks included.
    usual: u64,
    /// The 3,755 most frequent.
    frequent: u64,
}

fn chinese(file: &mut (impl Read + Seek)) -> Result<&'static Encoding, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let mut input = BufReader::with_capacity(1 << 16, file);
    let (mut census, mut line, mut pending) = (Census::default(), 1, Vec::with_capacity(4));
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        let size = bytes.len();
        for &byte in bytes {
            line += u64::from(byte == b'\n');
            if pending.is_empty() && byte < 0x80 {
                continue;
            }
            pending.push(byte);
            match complete(&pending) {
                Some(true) => {
                    census.take(&pending);
                    pending.clear();
                }
                Some(false) => {}
                None => return Err(FileRefused::UnknownEncoding { line }.into()),
            }
        }
        input.consume(size);
    }
    if !pending.is_empty() {
        return Err(FileRefused::Damaged.into());
    }
    if census.reads_like_chinese() {
        Ok(GB18030)
    } else {
        Err(FileRefused::UnknownEncoding { line: 1 }.into())
    }
}

/// Whether the bytes are a whole character, the beginning of one, or neither.
fn complete(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0x81..=0xfe] | [0x81..=0xfe, b'0'..=b'9'] | [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe] => Some(false),
        [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe] | [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9'] => {
            Some(true)
        }
        _ => None,
    }
}

impl Census {
    fn take(&mut self, character: &[u8]) {
        self.all += 1;
        if let [lead @ (0xa1..=0xa9 | 0xb0..=0xf7), 0xa1..=0xfe] = character {
            self.usual += 1;
            self.frequent += u64::from(matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7));
        }
    }

    fn reads_like_chinese(&self) -> bool {
        self.usual * 100 >= self.all * 85 && self.frequent * 100 >= self.all * 60
    }
}

/// A reader of the same text in UTF-8, without its byte-order mark. What does not decode becomes U+FFFD.
pub(super) struct Utf8Reader<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Decoded bytes not yet handed out.
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf8Reader<R> {
    /// Decodes from the start of `input`.
    pub(super) fn new(input: R, encoding: &'static Encoding) -> Utf8Reader<R> {
        let decoder = encoding.new_decoder_with_bom_removal();
        Utf8Reader { input, decoder, raw: vec![0; 1 << 16], ready: Vec::new(), given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.input.read(&mut self.raw)?;
        self.ended = read == 0;
        let needed = self.decoder.max_utf8_buffer_length(read).unwrap_or(1 << 18);
        self.ready.resize(needed, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let size = out.len().min(self.ready.len() - self.given);
        out[..size].copy_from_slice(&self.ready[self.given..self.given + size]);
        self.given += size;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn found(bytes: &[u8]) -> Result<&'static str, String> {
        find(&mut Cursor::new(bytes)).map(Encoding::name).map_err(|error| format!("{error:?}"))
    }

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    const LIST: &str = "客户名称,联系电话\n上海明远科技有限公司,021-58881234\n喆峰堃贸易,13812345678\n";

    #[test]
    fn encodings_are_found() {
        let utf16: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> =
            [b"\xfe\xff".to_vec(), LIST.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat();
        for (bytes, name) in [
            (LIST.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", LIST.as_bytes()].concat(), "UTF-8"),
            (b"name,phone\nA,1\n".to_vec(), "UTF-8"),
            (encoded(GB18030, LIST), "gb18030"),
            (encoded(GB18030, "名称\n𠮷野家\n明远科技有限公司上海分公司\n"), "gb18030"),
            (utf16, "UTF-16LE"),
            (marked, "UTF-16BE"),
        ] {
            assert_eq!(found(&bytes).as_deref(), Ok(name));
        }
    }

    #[test]
    fn other_encodings_are_refused_with_a_line() {
        let big5 = encoded(
            encoding_rs::BIG5,
            "客戶名稱,聯絡電話\n臺灣積體電路製造股份有限公司,02-2345\n華碩電腦股份有限公司,03\n",
        );
        let japanese = encoded(
            encoding_rs::SHIFT_JIS,
            "顧客名,電話\nカブシキガイシャ・ソニー,03\nトヨタ自動車株式会社,05\n",
        );
        let latin = encoded(encoding_rs::WINDOWS_1252, "name\nMüller Straße\nCafé\n");
        for bytes in [big5, japanese, latin] {
            assert!(found(&bytes).is_err_and(|error| error.contains("UnknownEncoding")), "{bytes:?}");
        }
        let broken = [LIST.as_bytes(), b"\xff\xff\n"].concat();
        assert!(found(&broken).is_err_and(|error| error.contains("UnknownEncoding")));
        assert!(found(b"").is_err_and(|error| error.contains("Empty")));
        assert!(found(b"\xef\xbb\xbf").is_err_and(|error| error.contains("Empty")));
        assert!(found(b"\x01\x02\x03\x04abc").is_err_and(|error| error.contains("NotASpreadsheet")));
        let cut = &encoded(GB18030, LIST)[..10];
        assert!(found(cut).is_err_and(|error| error.contains("Damaged")), "{:?}", found(cut));
    }

    #[test]
    fn text_decodes_across_buffers() {
        let long = LIST.repeat(5_000);
        let bytes = encoded(GB18030, &long);
        let mut text = String::new();
        Utf8Reader::new(bytes.as_slice(), GB18030).read_to_string(&mut text).expect("decodes");
        assert_eq!(text, long);
    }
}
