/** No sound from the course's media, now or later: the learner's wish (cmi5, 11.2: audioPreference "off"). */
export function silence(): void {
  const mute = (media: Iterable<HTMLMediaElement>): void => {
    for (const one of media) one.muted = true;
  };
  mute(document.querySelectorAll<HTMLMediaElement>("audio, video"));
  document.addEventListener(
    "play",
    ({ target }) => {
      if (target instanceof HTMLMediaElement) target.muted = true;
    },
    true,
  );
}
