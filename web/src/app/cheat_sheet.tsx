import { useState, type KeyboardEvent } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField } from "@/ui/field";
import { canChange } from "@/ui/key_map";
import { changeKeys, keysChanged, keysFor, nameOf, useAllKeys, usualKeys } from "@/ui/keys";
import { setPreference, usePreferences } from "@/ui/preferences";

const order = ["Everywhere", "Go to", "Lists"];
const signs: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

interface Line {
  all: readonly string[];
  barred?: string; // why not now
}

/// What every key does on this page, right now; any single key can be exchanged for another.
export default function CheatSheet({ onClose }: { onClose: () => void }) {
  const bindings = useAllKeys();
  const { singleKeys } = usePreferences();
  const [changing, setChanging] = useState(false);
  const [asking, setAsking] = useState("");
  const [refused, setRefused] = useState("");
  // Two keys for the same are one line.
  const groups = new Map<string, Map<string, Line>>([
    [
      "Everywhere",
      new Map([
        ["Search or run a command", { all: ["Ctrl+K"] }],
        ["Back out", { all: ["Escape"] }],
      ]),
    ],
  ]);
  for (const { group = "This page", label, keys, barred } of bindings) {
    const lines = groups.get(group) ?? new Map<string, Line>();
    groups.set(group, lines.set(label, { all: [...(lines.get(label)?.all ?? []), keys], barred }));
  }
  const sorted = [...groups].sort(([a], [b]) => ((order.indexOf(a) + 99) % 99) - ((order.indexOf(b) + 99) % 99));
  const press = (event: KeyboardEvent, usual: string) => {
    if (asking !== usual || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    // Shift comes alone before the letter that it goes with.
    if (event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    setAsking("");
    const wanted = nameOf(event);
    setRefused(
      wanted === "Escape" || changeKeys(usual, wanted) ? "" : `${signs[wanted] ?? wanted} has a meaning of its own. Choose another key.`,
    );
  };
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <div className="max-h-[60vh] columns-1 gap-6 overflow-auto sm:columns-2" role="region" aria-label="What the keys do" tabIndex={0} data-scrolls>
        {sorted.map(([group, lines]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-dim">{group}</h3>
            <dl className="space-y-1">
              {[...lines].map(([label, { all, barred }]) => (
                <div key={label} className={`flex break-inside-avoid items-center justify-between gap-3 ${barred ? "text-dim" : ""}`}>
                  <dt>
                    {label}
                    {barred && <span className="block text-xs">Not now: {barred}</span>}
                  </dt>
                  <dd className="flex shrink-0 gap-1">
                    {all.map((keys, i) => (
                      <span key={keys} className="flex items-center gap-1">
                        {i > 0 && <span className="text-dim">or</span>}
                        {changing && keys !== "Ctrl+K" && canChange(keys) ? (
                          <button
                            type="button"
                            className="in-row rounded border border-accent px-1 hover:bg-hover"
                            onClick={() => setAsking(keys)}
                            onKeyDown={(event) => press(event, keys)}
                            onBlur={() => setAsking("")}
                          >
                            {asking === keys ? "Press a key" : <Caps keys={keys} />}
                            <span className="sr-only"> Change the key for: {label}</span>
                          </button>
                        ) : (
                          <Caps keys={keys} />
                        )}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-3 flex flex-wrap items-start justify-between gap-3 border-t border-line pt-3">
        <CheckField
          label="Single keys"
          help="Off: only Enter, Escape, arrows and Ctrl+K do something, in every browser you sign in with."
          checked={singleKeys}
          onChange={(event) => setPreference("singleKeys", event.target.checked)}
        />
        <div className="flex gap-2">
          {keysChanged() && (
            <Button tone="quiet" onClick={usualKeys}>
              Usual keys
            </Button>
          )}
          <Button aria-pressed={changing} onClick={() => setChanging(!changing)}>
            {changing ? "Done" : "Change keys"}
          </Button>
        </div>
      </div>
      <p role="status" className={changing || refused ? "mt-2 text-xs text-dim" : "sr-only"}>
        {refused ||
          (changing ? "Choose a key, then press the one you want. The command that had it takes the old one. Kept in your account." : "")}
      </p>
    </Dialog>
  );
}

function Caps({ keys }: { keys: string }) {
  return (
    <span className="flex gap-1">
      {keysFor(keys)
        .split(/ |(?<=.)\+(?=.)/)
        .map((key, i) => (
          <kbd key={i} className="mono rounded border border-line bg-panel px-1.5">
            {signs[key] ?? key}
          </kbd>
        ))}
    </span>
  );
}
