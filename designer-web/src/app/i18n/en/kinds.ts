export const kinds = {
  stars: "{{given}} of {{most}} stars",
  durationHint: "e.g. 1h 30m, 90m, 1:30",
  idNumberHint: "18 characters",
  range: "{{start}} to {{end}}",
  rangeStart: "{{label}}: start",
  rangeEnd: "{{label}}: end",
  lat: "Latitude",
  lng: "Longitude",
  name: "Name of the place (optional)",
  locate: "Locate",
  accuracy: "within about {{metres}} m",
  positionDenied:
    "The browser did not allow it. Allow the location in the settings of this site, or type latitude and longitude",
  positionTimeout: "No position was found. Try again under open sky, or type latitude and longitude",
  positionUnknown: "This device cannot tell its position. Type latitude and longitude",
};
