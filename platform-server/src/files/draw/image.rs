//! An image, the right way up.

use std::{
    fs::File,
    io::{BufReader, Seek as _},
};

use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

use super::Undrawn;

/// Longest side that is drawn, in pixels.
const LONGEST_SIDE: u32 = 20_000;
/// Most bytes that its pixels take.
const LARGEST_DECODED: u64 = 256 << 20;

/// Reads an image and turns it as its camera was held.
pub(super) fn open(mut file: File) -> Result<DynamicImage, Undrawn> {
    file.rewind()?;
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(LARGEST_DECODED);
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    if decoder.total_bytes() > LARGEST_DECODED {
        return Err(Undrawn::TooLarge);
    }
    // A wrong note about the camera is no reason not to show the picture.
    let orientation = decoder.orientation();
    let mut drawn = DynamicImage::from_decoder(decoder)?;
    if let Ok(orientation) = orientation {
        drawn.apply_orientation(orientation);
    }
    Ok(drawn)
}
