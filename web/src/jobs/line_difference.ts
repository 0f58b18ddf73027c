// What one text has that another has not, line by line: the longest common run of lines stays, the rest is taken away or added.
export interface Line {
  kind: "same" | "added" | "removed";
  text: string;
}

// The table of two long texts would not fit: then all of the old is taken away and all of the new added, which is true as well.
const largestTable = 4_000_000;

const linesOf = (text: string): string[] => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

export function differenceOf(before: string, after: string): Line[] {
  const old = linesOf(before),
    next = linesOf(after);
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const same = (text: string): Line => ({ kind: "same", text });
  return [
    ...old.slice(0, head).map(same),
    ...middleOf(old.slice(head, old.length - tail), next.slice(head, next.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ];
}

function middleOf(old: readonly string[], next: readonly string[]): Line[] {
  const removed = (text: string): Line => ({ kind: "removed", text });
  const added = (text: string): Line => ({ kind: "added", text });
  if (old.length * next.length > largestTable) return [...old.map(removed), ...next.map(added)];
  // length[i][j]: of the longest common run of old from i and next from j.
  const width = next.length + 1;
  const length = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = next.length - 1; j >= 0; j -= 1)
      length[i * width + j] =
        old[i] === next[j] ? length[(i + 1) * width + j + 1] + 1 : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
  const lines: Line[] = [];
  let i = 0,
    j = 0;
  while (i < old.length && j < next.length) {
    if (old[i] === next[j]) {
      lines.push({ kind: "same", text: old[i] });
      i += 1;
      j += 1;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
      lines.push(removed(old[i]));
      i += 1;
    } else {
      lines.push(added(next[j]));
      j += 1;
    }
  }
  return [...lines, ...old.slice(i).map(removed), ...next.slice(j).map(added)];
}

/// Only the changed lines and as many beside each; `undefined` stands for lines left out.
export function shortened(lines: readonly Line[], beside = 3): (Line | undefined)[] {
  const near = lines.map((_, place) => lines.slice(Math.max(0, place - beside), place + beside + 1).some((line) => line.kind !== "same"));
  return lines.flatMap((line, place) => (near[place] ? [line] : place === 0 || near[place - 1] ? [undefined] : []));
}
