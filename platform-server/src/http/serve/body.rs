//! A request body that must keep coming, and not drop by drop.
//!
//! Units:  30 seconds for the next piece, and for the whole so many as it has 4 KiB, after 30 of grace: a request holds one
//!         of the few places in which requests are answered.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that must come in a second on average.
const SLOWEST: u64 = 4_096;

/// Nothing came for 30 seconds, or too little all the time.
#[derive(Debug, thiserror::Error)]
#[error("the body stalled")]
pub struct BodyStalled;

impl BodyStalled {
    /// Whether a stalled body is what caused an error.
    pub fn caused(fault: &(dyn Error + 'static)) -> bool {
        let mut at = Some(fault);
        while let Some(fault) = at {
            if fault.is::<BodyStalled>() {
                return true;
            }
            at = fault.source();
        }
        false
    }
}

/// Ends a body with [`BodyStalled`] when it stops coming.
pub(super) struct Steady<B> {
    inner: B,
    begun: Instant,
    came: u64,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<B> Steady<B> {
    pub(super) fn new(inner: B) -> Steady<B> {
        Steady { inner, begun: Instant::now(), came: 0, sleep: None }
    }

    /// Until when the next piece must come.
    fn deadline(&self) -> Instant {
        let whole = self.begun + PATIENCE + Duration::from_secs(self.came / SLOWEST);
        whole.min(Instant::now() + PATIENCE)
    }
}

impl<B> Body for Steady<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
            let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
            this.came += data.map_or(0, |data| data.len() as u64);
            let deadline = this.deadline();
            if let Some(sleep) = &mut this.sleep {
                sleep.as_mut().reset(deadline);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let deadline = this.deadline();
        let sleep = this.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        match sleep.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(BodyStalled.into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    struct Never;

    impl Body for Never {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Pending
        }
    }

    /// A piece of some bytes every twenty seconds.
    struct Drops(Bytes, Pin<Box<Sleep>>, u32);

    impl Drops {
        fn of(piece: &'static [u8], pieces: u32) -> Drops {
            let next = Box::pin(sleep_until(Instant::now() + Duration::from_secs(20)));
            Drops(Bytes::from_static(piece), next, pieces)
        }
    }

    impl Body for Drops {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            std::task::ready!(self.1.as_mut().poll(context));
            self.1.as_mut().reset(Instant::now() + Duration::from_secs(20));
            let Some(left) = self.2.checked_sub(1) else { return Poll::Ready(None) };
            self.2 = left;
            Poll::Ready(Some(Ok(Frame::data(self.0.clone()))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_drop_by_drop_is_given_up_and_a_slow_one_is_not() {
        let started = Instant::now();
        let fault =
            axum::body::Body::new(Steady::new(Drops::of(b"x", 100))).collect().await.expect_err("stalls");
        assert!(BodyStalled::caused(&fault));
        assert_eq!(started.elapsed().as_secs(), 30);
        let slow =
            axum::body::Body::new(Steady::new(Drops::of(&[0; 100_000], 10))).collect().await.expect("comes");
        assert_eq!(slow.to_bytes().len(), 1_000_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_is_given_up() {
        let started = Instant::now();
        let fault = axum::body::Body::new(Steady::new(Never)).collect().await.expect_err("stalls");
        assert!(BodyStalled::caused(&fault));
        assert_eq!(started.elapsed().as_secs(), 30);
    }
}
