interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/// One of a few, each large enough for a thumb.
export function Choices({
  name,
  legend,
  choices,
  value,
  onChange,
}: {
  name: string;
  legend: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-[repeat(auto-fit,minmax(180px,1fr))]">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={`flex min-h-12 items-start gap-3 rounded-xl border px-4 py-3 ${
              choice.value === value ? "border-accent bg-panel outline-1 outline-accent" : "border-strong-line/50 hover:bg-hover"
            }`}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block">{choice.label}</span>
              {choice.hint && <span className="block text-sm text-dim">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
