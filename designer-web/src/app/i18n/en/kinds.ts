export const kinds = {
  stars: "{{given}} of {{most}} stars",
  durationHint: "e.g. 1h 30m, 90m, 1:30",
  idNumberHint: "18 characters",
};
