// Numbers in words, as the player's scripts say them.

export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
export const percent = (score: number): string => `${Math.round(score * 1000) / 10}%`;

/** "2 hours 5 minutes", "1 minute", "30 seconds": what is below a minute only where nothing else is there. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return plural(whole, "second", "seconds");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return [hours ? plural(hours, "hour", "hours") : "", minutes ? plural(minutes, "minute", "minutes") : ""].filter(Boolean).join(" ");
}
