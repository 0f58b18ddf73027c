// Some calls want the second factor again. Whoever can ask for it (the shell) registers here; the
// call that needed it waits and is repeated when the answer was right.
type Ask = () => Promise<boolean>;
let ask: Ask | undefined;
let running: Promise<boolean> | undefined;

export const setStepUp = (how: Ask | undefined) => {
  ask = how;
};

/// True when the factor was shown. Several calls at once ask only once.
export function stepUpAnswered(): Promise<boolean> {
  if (!ask) return Promise.resolve(false);
  running ??= ask().finally(() => {
    running = undefined;
  });
  return running;
}
