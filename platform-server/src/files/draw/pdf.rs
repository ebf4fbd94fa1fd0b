//! The first page of a PDF on white paper.

use std::{
    fs::File,
    io::{Read as _, Seek as _},
    sync::Arc,
};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
    vello_cpu::color::palette::css::WHITE,
};
use image::{DynamicImage, RgbaImage};

use super::Undrawn;

/// Draws the first page so that its longest side is `edge`.
pub(super) fn first_page(mut file: File, edge: u32) -> Result<DynamicImage, Undrawn> {
    file.rewind()?;
    let mut content = Vec::new();
    file.read_to_end(&mut content)?;
    let pdf = Pdf::new(Arc::new(content)).map_err(|_| Undrawn::Document)?;
    let page = pdf.pages().first().ok_or(Undrawn::Document)?;
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    if !(longest.is_finite() && width.min(height) > 0.0) {
        return Err(Undrawn::Document);
    }
    let scale = edge as f32 / longest;
    let paper = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (settings, drawing) = (InterpreterSettings::default(), RenderSettings::default());
    let pixels = hayro::render(page, &RenderCache::new(), &settings, &drawing, &paper);
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    // On white nothing is seen through, so that colours are as they are.
    let image =
        RgbaImage::from_raw(width, height, pixels.data_as_u8_slice().to_vec()).ok_or(Undrawn::Document)?;
    Ok(DynamicImage::ImageRgba8(image).to_rgb8().into())
}
