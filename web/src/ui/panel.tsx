// Pieces of pages: sections, lists of facts, plain tables, the pane beside a list.
import type { ReactNode } from "react";
import { X } from "lucide-react";
import { IconButton } from "./button";
import { useFocusWhileOpen } from "./focus";

export function Section({
  title,
  aside,
  children,
  className = "",
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section aria-label={title} className={className}>
      <div className="mb-2 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
      </div>
      {children}
    </section>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {rows.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </>
  );
}

/// `wide`: not on a phone; its cells are hidden there by the row itself.
type Head = string | { title: string; wide: boolean };

/// A table whose length is known and short; long lists use Grid.
export function Table({ label, head, children }: { label: string; head: readonly Head[]; children: ReactNode }) {
  return (
    <div className="scroll-thin relative overflow-x-auto rounded-lg border border-line" role="group" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line bg-panel text-left text-xs text-dim">
            {head.map((one) => (typeof one === "string" ? { title: one, wide: false } : one)).map(({ title, wide }, i) => (
              <th key={title || i} scope="col" className={`h-8 px-3 font-medium whitespace-nowrap ${wide ? "max-md:hidden" : ""}`}>
                {title || <span className="sr-only">Actions</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:border-line/70 [&>tr:last-child]:border-0 [&>tr>td]:h-9 [&>tr>td]:px-3 [&>tr>td]:py-1">
          {children}
        </tbody>
      </table>
    </div>
  );
}

/// Details beside a list; over it on a phone. Opened by a key it takes the focus, so that it can be read and scrolled
/// without a mouse, and gives it back when it closes.
export function Aside({
  label,
  title,
  actions,
  onClose,
  children,
  wide,
}: {
  label: string;
  title: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  const box = useFocusWhileOpen<HTMLElement>();
  return (
    <aside
      ref={box}
      tabIndex={-1}
      data-scrolls
      aria-label={label}
      className={`scroll-thin min-h-0 shrink-0 overflow-auto border-l border-line bg-bg outline-none max-lg:fixed max-lg:inset-0 max-lg:z-20
        max-lg:w-auto! max-lg:border-0 focus-visible:shadow-[inset_2px_0_0_var(--accent)] ${wide ? "w-[min(52%,720px)]" : "w-[440px]"}`}
    >
      <div className="sticky top-0 z-10 flex min-h-11 items-center gap-2 border-b border-line bg-bg py-1.5 pr-2 pl-4">
        <div className="min-w-0 flex-1 font-semibold">{title}</div>
        {actions}
        <IconButton icon={X} label="Close details" onClick={onClose} />
      </div>
      {children}
    </aside>
  );
}

/// A page that is read from top to bottom.
export function Page({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return (
    <div className="scroll-thin h-full overflow-auto">
      <div className={`mx-auto space-y-6 px-4 py-4 md:px-6 ${narrow ? "max-w-3xl" : "max-w-6xl"}`}>{children}</div>
    </div>
  );
}

export function Notice({ tone, icon, children }: { tone: "warn" | "crit" | "info"; icon?: ReactNode; children: ReactNode }) {
  const tones = { warn: "border-warn/40 bg-warn-bg", crit: "border-crit/40 bg-crit-bg", info: "border-line bg-panel" };
  return (
    <div className={`flex gap-2 rounded-lg border px-3 py-2 ${tones[tone]}`}>
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
