// Reading aloud with the browser's own voice, one text at a time. Without a voice there is no button.
// In: text. Out: a function that starts and stops. Long text goes in sentences, since some voices stop after 15 seconds.
export function voice(win) {
  const speech = win.speechSynthesis;
  if (!speech || !win.SpeechSynthesisUtterance) return null;
  let current = null;

  function stop() {
    const ended = current;
    current = null;
    speech.cancel();
    ended?.();
  }
  function read(text, ended) {
    stop();
    const parts = text.match(/[^。；！？\n]+[。；！？]?/g) || [];
    if (!parts.length) return ended();
    current = ended;
    parts.forEach((part, i) => {
      const said = new win.SpeechSynthesisUtterance(part);
      said.lang = "zh-CN";
      said.rate = 0.95;
      said.onend = () => i === parts.length - 1 && current === ended && stop();
      said.onerror = () => current === ended && stop();
      speech.speak(said);
    });
  }
  return { read, stop };
}
