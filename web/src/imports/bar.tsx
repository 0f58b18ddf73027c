// How far a step is, as a bar; before anything is known of it, it only moves.
export function Bar({ label, part }: { label: string; part: number }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
      className="h-2 overflow-hidden rounded-full bg-hover"
    >
      <div
        className={`h-full rounded-full bg-accent ${part === 0 ? "w-1/12 animate-pulse" : ""}`}
        style={part === 0 ? undefined : { width: `${part * 100}%` }}
      />
    </div>
  );
}
