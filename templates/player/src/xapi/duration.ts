/** ISO 8601, hundredths of a second (xAPI 1.0.3 Data, 4.6): PT1H2M3.45S. What is no time is PT0S. */
export function isoDuration(seconds: number): string {
  const hundredths = Math.round((seconds > 0 && Number.isFinite(seconds) ? seconds : 0) * 100);
  const whole = Math.floor(hundredths / 100);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = (hundredths - (whole - (whole % 60)) * 100) / 100;
  const text = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${rest > 0 ? `${rest}S` : ""}`;
  return `PT${text || "0S"}`;
}
