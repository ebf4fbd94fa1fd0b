//! A request body that must keep coming.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

const PATIENCE: Duration = Duration::from_secs(30);

/// Nothing came for 30 seconds.
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
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<B> Steady<B> {
    pub(super) fn new(inner: B) -> Steady<B> {
        Steady { inner, sleep: None }
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
            if let Some(sleep) = &mut this.sleep {
                sleep.as_mut().reset(Instant::now() + PATIENCE);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let sleep = this.sleep.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
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

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_is_given_up() {
        let started = Instant::now();
        let fault = axum::body::Body::new(Steady::new(Never)).collect().await.expect_err("stalls");
        assert!(BodyStalled::caused(&fault));
        assert_eq!(started.elapsed().as_secs(), 30);
    }
}
