// The filter line of a list, with suggestions of keys and values.
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Search, X } from "lucide-react";
import { accept, suggest, type FilterKey, type Suggestion } from "./filter_words";
import { useKeys } from "./keys";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  keys: readonly FilterKey[];
  placeholder: string;
  problem?: string;
}

export function FilterBox({ label, value, onChange, keys, placeholder, problem }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  // Set with the text itself: a frame later the next letter would already stand elsewhere.
  const taken = useRef<{ text: string; caret: number }>(undefined);
  useLayoutEffect(() => {
    if (taken.current?.text !== value) return;
    input.current?.setSelectionRange(taken.current.caret, taken.current.caret);
    taken.current = undefined;
  });
  const list = open ? suggest(value, caret, keys) : [];
  useKeys([{ keys: "/", label: "Filter the list", group: "Lists", run: () => input.current?.focus() }]);

  const take = (suggestion: Suggestion) => {
    const next = accept(value, caret, suggestion);
    taken.current = next;
    onChange(next.text);
    setCaret(next.caret);
    setAt(-1);
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      if (list.length > 0) setOpen(false);
      else input.current?.blur();
    } else if (event.key === "ArrowDown" && list.length > 0) {
      event.preventDefault();
      setAt((at + 1) % list.length);
    } else if (event.key === "ArrowUp" && list.length > 0) {
      event.preventDefault();
      setAt(at <= 0 ? list.length - 1 : at - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0 && list[at]) {
      event.preventDefault();
      take(list[at]);
    } else if (event.key === "Enter") {
      setOpen(false);
      input.current?.blur();
    }
  };

  return (
    <div className="relative min-w-0 flex-1">
      <div
        className={`flex h-8 items-center gap-2 rounded-md border px-2 focus-within:outline-2 focus-within:outline-accent coarse:h-11
          ${problem ? "border-crit" : "border-strong-line"}`}
      >
        <Search size={14} className="shrink-0 text-dim" aria-hidden />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={list.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 && list[at] ? `${id}-${at}` : undefined}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          value={value}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="w-full min-w-0 truncate bg-transparent outline-none"
          onChange={(event) => {
            onChange(event.target.value);
            setCaret(event.target.selectionStart ?? 0);
            setOpen(true);
            setAt(-1);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
        />
        {value && (
          <button
            type="button"
            aria-label="Clear the filter"
            className="in-row grid size-6 shrink-0 place-items-center rounded text-dim hover:bg-hover hover:text-ink"
            onClick={() => {
              onChange("");
              input.current?.focus();
            }}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-crit">
          {problem}
        </p>
      )}
      {list.length > 0 && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Suggestions"
          className="absolute top-full left-0 z-20 mt-1 max-h-72 min-w-64 overflow-auto rounded-lg border border-line bg-bg py-1 shadow-lg"
        >
          {list.map((suggestion, i) => (
            <div
              key={suggestion.text}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              tabIndex={-1}
              onMouseDown={(event) => {
                event.preventDefault();
                take(suggestion);
              }}
              className={`flex h-7 items-center justify-between gap-6 px-3 coarse:h-11 ${i === at ? "bg-sel" : "hover:bg-hover"}`}
            >
              <span className="mono">{suggestion.text}</span>
              <span className="text-xs text-dim">{suggestion.hint}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
