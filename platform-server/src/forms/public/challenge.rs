//! The small work a device does before it sends a form, which bots at large do not like.
//!
//! Shape:  a challenge is `base64url(form 8 | made at 8 | bits 1 | session 16 | seal 32)`, kept nowhere; its proof is a number
//!         for which SHA-256 of `CHALLENGE.NUMBER` begins with so many zero bits. The session is good for one submission
//!         (the table's unique index says so) and owns the uploads until then.
//! Units:  microseconds; bits, each of which doubles the work: 15 take about 33,000 digests.
//! Errors: [`Flaw`] says what is wrong with a challenge or proof.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use engine_core::{issue::Issue, moment::Moment};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::seal::{mac, same};

/// Zero bits asked of a device that has sent little.
const FEWEST_BITS: u8 = 15;
/// Zero bits asked at most; about a million digests.
const MOST_BITS: u8 = 20;
/// How long a challenge is good for: somebody may fill in a long form over lunch.
const LIFETIME: i64 = 6 * 60 * 60 * 1_000_000;
/// How much a replica's clock may be behind the one that made a challenge.
const AHEAD: i64 = 60 * 1_000_000;
/// Challenges of one address in a minute from which on they become harder.
const CALM: u32 = 10;

const SIGNED: usize = 33;

/// A challenge that this server made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Its number.
    pub session: Uuid,
    /// When it was made, which is when the form was opened.
    pub made: Moment,
    /// Zero bits.
    pub bits: u8,
}

/// What is wrong with a challenge or proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is none.
    Missing,
    /// It is not ours, or for another form.
    Forged,
    /// It is too old.
    Expired,
    /// The number does not solve it.
    Unsolved,
    /// Another submission came with it.
    Used,
}

impl Flaw {
    /// As an issue.
    pub fn issue(self) -> Issue {
        let again = "；请重新获取验证（GET …/challenge）后再提交";
        let anew = "; ask for a new one (GET …/challenge) and send the form again";
        let (code, at, chinese, english) = match self {
            Flaw::Missing => ("proof_required", "/challenge", "缺少人机验证", "the proof of work is missing"),
            Flaw::Forged => {
                ("bad_challenge", "/challenge", "人机验证无效", "this challenge is not for this form")
            }
            Flaw::Expired => {
                ("challenge_expired", "/challenge", "人机验证已过期", "the challenge has expired")
            }
            Flaw::Unsolved => {
                ("bad_proof", "/proof", "人机验证没有通过", "the number does not solve the challenge")
            }
            Flaw::Used => ("challenge_used", "/challenge", "这次验证已经用过", "the challenge has been used"),
        };
        Issue::new(code, at, format!("{chinese}{again}"), format!("{english}{anew}"))
    }
}

/// How many zero bits to ask for: one more each time an address doubles what is usual.
pub fn bits(of_address: u32) -> u8 {
    let more = (of_address / CALM).checked_ilog2().map_or(0, |doublings| doublings + 1);
    FEWEST_BITS.saturating_add(u8::try_from(more).unwrap_or(MOST_BITS)).min(MOST_BITS)
}

/// A new challenge, as it travels.
pub fn make(secret: &[u8], form: &str, challenge: Challenge) -> String {
    let mut bytes = Vec::with_capacity(SIGNED + 32);
    bytes.extend_from_slice(&Sha256::digest(form.as_bytes())[..8]);
    bytes.extend_from_slice(&challenge.made.0.to_be_bytes());
    bytes.push(challenge.bits);
    bytes.extend_from_slice(challenge.session.as_bytes());
    let seal = mac(secret, &[&bytes]);
    bytes.extend_from_slice(&seal);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The challenge that somebody brings back.
///
/// # Errors
/// When it is not ours, for another form, or too old.
pub fn read(secret: &[u8], form: &str, told: &str, now: Moment) -> Result<Challenge, Flaw> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(told).map_err(|_| Flaw::Forged)?;
    let (signed, seal) = bytes.split_at_checked(SIGNED).ok_or(Flaw::Forged)?;
    let own = same(seal, &mac(secret, &[signed])) && signed[..8] == Sha256::digest(form.as_bytes())[..8];
    let made = signed[8..16].try_into().map(i64::from_be_bytes).map_err(|_| Flaw::Forged)?;
    let session = Uuid::from_slice(&signed[17..]).map_err(|_| Flaw::Forged)?;
    match now.0.saturating_sub(made) {
        _ if !own => Err(Flaw::Forged),
        age if !(-AHEAD..LIFETIME).contains(&age) => Err(Flaw::Expired),
        _ => Ok(Challenge { session, made: Moment(made), bits: signed[16] }),
    }
}

/// Whether a number solves a challenge.
pub fn solves(told: &str, bits: u8, proof: u64) -> bool {
    let digest = Sha256::digest(format!("{told}.{proof}").as_bytes());
    let zeros = digest
        .iter()
        .position(|byte| *byte != 0)
        .map_or(256, |at| u32::try_from(at).unwrap_or(32) * 8 + digest[at].leading_zeros());
    zeros >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_790_000_000_000_000);

    fn made() -> (Challenge, String) {
        let challenge = Challenge { session: Uuid::from_u128(7), made: NOW, bits: 8 };
        (challenge, make(b"secret", "lead", challenge))
    }

    #[test]
    fn it_comes_back_as_it_was_made() {
        let (challenge, told) = made();
        assert_eq!(read(b"secret", "lead", &told, NOW), Ok(challenge));
        let proof = (0..).find(|proof| solves(&told, 8, *proof)).expect("a number");
        assert!(!solves(&told, 64, proof));
    }

    #[test]
    fn nobody_makes_one_for_himself() {
        let (_, told) = made();
        assert_eq!(read(b"other", "lead", &told, NOW), Err(Flaw::Forged));
        assert_eq!(read(b"secret", "other", &told, NOW), Err(Flaw::Forged));
        for at in [0, 12, 22, 30, 60, 86] {
            let mut bent = told.clone().into_bytes();
            bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
            let bent = String::from_utf8(bent).expect("text");
            assert_eq!(read(b"secret", "lead", &bent, NOW), Err(Flaw::Forged), "{at}");
        }
        for nonsense in ["", "AAAA", "客户", "=====", &"A".repeat(10_000)] {
            assert_eq!(read(b"secret", "lead", nonsense, NOW), Err(Flaw::Forged));
        }
    }

    #[test]
    fn it_gets_old_and_harder() {
        let (_, told) = made();
        assert_eq!(read(b"secret", "lead", &told, Moment(NOW.0 + LIFETIME)), Err(Flaw::Expired));
        assert_eq!(read(b"secret", "lead", &told, Moment(NOW.0 - 2 * AHEAD)), Err(Flaw::Expired));
        assert_eq!([1, 9, 10, 20, 40, 80, 10_000].map(bits), [15, 15, 16, 17, 18, 19, 20]);
    }
}
