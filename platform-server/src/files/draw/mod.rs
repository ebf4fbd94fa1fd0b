//! Small pictures of what people uploaded, drawn in a confined child: `formwork internal-draw image|pdf EDGE`.
//!
//! Shape:  the file is standard input, a PNG or JPEG goes to standard output. Orientation is applied and everything else a camera
//!         notes, the place above all, is left behind, since only pixels are carried over.
//! Units:  `EDGE` is the longest side in pixels.
//! Errors: exit code 2 for a file that is broken or too large to draw; a signal when a limit was met.

mod image;
mod pdf;

use std::{
    fs::File,
    io::{self, Write as _},
    os::fd::AsFd as _,
    process::ExitCode,
    time::Duration,
};

use ::image::{DynamicImage, ImageFormat, codecs::jpeg::JpegEncoder, imageops::FilterType};

use crate::confined;

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "internal-draw";
/// Processor time of the child.
const CPU: Duration = Duration::from_secs(20);
/// How well a JPEG is drawn, of 100.
const QUALITY: u8 = 82;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An image.
    Image,
    /// The first page of a PDF.
    Pdf,
}

impl Subject {
    /// As the child is told.
    pub fn word(self) -> &'static str {
        match self {
            Subject::Image => "image",
            Subject::Pdf => "pdf",
        }
    }
}

/// Why nothing is drawn.
#[derive(Debug, thiserror::Error)]
enum Undrawn {
    #[error("the image: {0}")]
    Image(#[from] ::image::ImageError),
    #[error("the image has more pixels than are drawn")]
    TooLarge,
    #[error("the document is broken, locked or has no page of a size")]
    Document,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Runs the child when the command line asks for it; `None` for every other command line.
pub fn requested() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != SUBCOMMAND {
        return None;
    }
    let subject = match arguments.next().as_deref().and_then(|word| word.to_str()) {
        Some("image") => Subject::Image,
        Some("pdf") => Subject::Pdf,
        _ => return Some(ExitCode::from(2)),
    };
    let edge = arguments.next().and_then(|edge| edge.to_str()?.parse().ok()).unwrap_or(1);
    Some(if run(subject, edge).is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn run(subject: Subject, edge: u32) -> Result<(), Undrawn> {
    confined::restrict(confined::CHILD_MEMORY, CPU)?;
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let drawn = match subject {
        Subject::Image => image::open(file)?,
        Subject::Pdf => pdf::first_page(file, edge)?,
    };
    let bytes = encode(&fitted(drawn, edge))?;
    let mut out = io::stdout().lock();
    out.write_all(&bytes)?;
    Ok(out.flush()?)
}

/// At most so large; a small one stays as it is.
fn fitted(drawn: DynamicImage, edge: u32) -> DynamicImage {
    let longest = drawn.width().max(drawn.height());
    if longest <= edge {
        return drawn;
    }
    // Large ones are first taken down roughly, which costs a tenth of the time and is not seen.
    let rough = if longest > edge * 4 { drawn.thumbnail(edge * 2, edge * 2) } else { drawn };
    rough.resize(edge, edge, FilterType::Triangle)
}

/// A JPEG, or a PNG when it is seen through.
fn encode(drawn: &DynamicImage) -> Result<Vec<u8>, Undrawn> {
    let mut bytes = io::Cursor::new(Vec::new());
    if drawn.color().has_alpha() {
        drawn.to_rgba8().write_to(&mut bytes, ImageFormat::Png)?;
    } else {
        drawn.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    }
    Ok(bytes.into_inner())
}
