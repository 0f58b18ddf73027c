// Form fields: a label, the control, what is wrong with it. Native controls: phones know them.
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { ChevronDown } from "lucide-react";

interface Base {
  label: string;
  help?: ReactNode;
  error?: string;
  hideLabel?: boolean;
}

function Frame({ id, label, help, error, hideLabel, children }: Base & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block font-medium"}>
        {label}
      </label>
      {children}
      {help && (
        <p id={`${id}-help`} className="mt-1 text-xs text-dim">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-crit">
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { help, error }: Base) =>
  [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

export function TextField({ label, help, error, hideLabel, className = "", ...rest }: Base & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <input
        id={id}
        className={`field ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, help, error })}
        {...rest}
      />
    </Frame>
  );
}

export function TextArea({ label, help, error, hideLabel, className = "", ...rest }: Base & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <textarea
        id={id}
        rows={3}
        className={`field h-auto py-1.5 ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, help, error })}
        {...rest}
      />
    </Frame>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField({
  label,
  help,
  error,
  hideLabel,
  choices,
  className = "",
  ...rest
}: Base & SelectHTMLAttributes<HTMLSelectElement> & { choices: readonly Choice[] }) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <span className="relative block">
        <select
          id={id}
          className={`field appearance-none truncate pr-7 ${className}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={described(id, { label, help, error })}
          {...rest}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown size={14} aria-hidden className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-dim" />
      </span>
    </Frame>
  );
}

export function CheckField({
  label,
  help,
  className = "",
  ...rest
}: { label: ReactNode; help?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={`flex gap-2 ${className}`}>
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        aria-describedby={help ? `${id}-help` : undefined}
        {...rest}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {help && (
          <p id={`${id}-help`} className="text-xs text-dim">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
