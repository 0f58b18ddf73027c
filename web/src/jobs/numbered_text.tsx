// A text with the numbers of its lines beside it; the numbers are not copied with it.
export function NumberedText({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      data-scrolls
      className="mono scroll-thin grid max-h-[32rem] grid-cols-[auto_minmax(0,1fr)] overflow-auto rounded-md border border-line bg-panel py-2"
    >
      <div aria-hidden className="sticky left-0 bg-panel px-3 text-right text-dim select-none">
        {lines.map((_, place) => (
          <div key={place}>{place + 1}</div>
        ))}
      </div>
      <pre className="pr-3">{lines.join("\n")}</pre>
    </div>
  );
}
