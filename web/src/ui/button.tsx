import type { ButtonHTMLAttributes, ReactNode } from "react";
import { LoaderCircle, type LucideIcon } from "lucide-react";
import { keysFor } from "./keys";

export type Tone = "plain" | "primary" | "quiet" | "danger";

const tones: Record<Tone, string> = {
  plain: "border border-line bg-bg hover:bg-hover",
  primary: "bg-accent text-accent-ink font-medium hover:opacity-90",
  quiet: "text-dim hover:bg-hover hover:text-ink",
  danger: "border border-crit text-crit bg-bg hover:bg-crit-bg font-medium",
};

export const buttonClass = (tone: Tone = "plain", more = "") =>
  `button inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 whitespace-nowrap disabled:opacity-50 ${tones[tone]} ${more}`;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone;
  icon?: LucideIcon;
  busy?: boolean;
  keys?: string;
  children: ReactNode;
}

export function Button({ tone = "plain", icon: Icon, busy, keys, children, className = "", disabled, type, ...rest }: Props) {
  const shown = busy ? LoaderCircle : Icon;
  return (
    <button
      type={type ?? "button"}
      className={buttonClass(tone, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-keyshortcuts={keys && keysFor(keys)}
      {...rest}
    >
      {shown && <Glyph icon={shown} spin={busy} />}
      {children}
    </button>
  );
}

function Glyph({ icon: Icon, spin }: { icon: LucideIcon; spin?: boolean }) {
  return <Icon size={14} aria-hidden className={spin ? "animate-spin" : "shrink-0"} />;
}

export function IconButton({
  icon: Icon,
  label,
  className = "",
  type,
  ...rest
}: Omit<Props, "children" | "icon"> & { icon: LucideIcon; label: string }) {
  return (
    <button
      type={type ?? "button"}
      aria-label={label}
      title={label}
      className={`icon grid size-7 shrink-0 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink ${className}`}
      {...rest}
    >
      <Icon size={15} aria-hidden />
    </button>
  );
}
