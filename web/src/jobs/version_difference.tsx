// What a version changed, against the one before it.
import type { ScriptVersion } from "@/api/generated/schema";
import { differenceOf, shortened } from "./line_difference";

const signs = { same: " ", added: "+", removed: "-" };
const tones = { same: "", added: "bg-ok-bg", removed: "bg-crit-bg" };
const spoken = { same: "", added: "Added: ", removed: "Taken away: " };

export function VersionDifference({ before, after }: { before: ScriptVersion | undefined; after: ScriptVersion }) {
  const lines = shortened(differenceOf(before?.text ?? "", after.text));
  if (lines.every((line) => line === undefined)) return <p className="text-dim">Its text is the same as before.</p>;
  return (
    <div
      role="group"
      aria-label={`What version ${after.version} changed`}
      tabIndex={0}
      data-scrolls
      className="mono scroll-thin max-h-96 overflow-auto rounded-md border border-line bg-panel py-2"
    >
      {lines.map((line, place) =>
        line ? (
          <div key={place} className={`px-3 break-all whitespace-pre-wrap ${tones[line.kind]}`}>
            {spoken[line.kind] && <span className="sr-only">{spoken[line.kind]}</span>}
            <span aria-hidden className="mr-2 select-none">
              {signs[line.kind]}
            </span>
            {line.text || " "}
          </div>
        ) : (
          <div key={place} className="px-3 text-dim">
            …
          </div>
        ),
      )}
    </div>
  );
}
