// A sentence of the server with commands between backticks: those are shown as what one types.
export function Coded({ text }: { text: string }) {
  return text.split("`").map((part, place) =>
    place % 2 === 1 ? (
      <code key={place} className="mono">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
