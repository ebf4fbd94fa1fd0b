/**
 * Points on the earth as the browser finds them.
 *
 * Shape: `GeolocationCoordinates → { lat, lng, accuracy }`, degrees as text with six decimals, whole metres rounded up.
 */
export type Point = { lat: string; lng: string; accuracy?: number };

const degrees = (angle: number) => {
  const text = angle.toFixed(6);
  return text === "-0.000000" ? "0.000000" : text;
};

type Found = Pick<GeolocationCoordinates, "latitude" | "longitude" | "accuracy">;

export function pointOf({ latitude, longitude, accuracy }: Found): Point {
  const known = Number.isFinite(accuracy) && accuracy >= 0;
  return { lat: degrees(latitude), lng: degrees(longitude), ...(known && { accuracy: Math.ceil(accuracy) }) };
}

/** Why there is no position, as the key of a text: GeolocationPositionError has these codes. */
export function whyNoPosition(code: number): "positionDenied" | "positionTimeout" | "positionUnknown" {
  if (code === 1) return "positionDenied";
  return code === 3 ? "positionTimeout" : "positionUnknown";
}
