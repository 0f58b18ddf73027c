import { lazy, Suspense, useState } from "react";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { useCalm } from "@/api/calm";
import { buttonClass, type Tone } from "./button";
import { keysFor, useKeys } from "./keys";

const Frame = lazy(() => import("./menu_frame"));

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  keys?: string; // that do the same without the menu
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
}
export interface MenuProps {
  label: string;
  icon?: LucideIcon;
  items: readonly MenuItem[];
  quiet?: boolean; // an icon alone
  tone?: Tone;
  keys?: string; // that open it
  command?: string; // what these do, in words
}

// The code of popups is a third of a first visit: it comes once the page has its rows, or is reached for.
export function Menu(props: MenuProps) {
  const calm = useCalm();
  const [reached, setReached] = useState(false);
  const [open, setOpen] = useState(false);
  const { keys } = props;
  const show = () => {
    setReached(true);
    setOpen(true);
  };
  useKeys(keys ? [{ keys, label: props.command ?? props.label, run: show }] : [], props.items.length > 0);
  if (props.items.length === 0) return null;
  const Icon = props.icon;
  const waiting = props.quiet ? (
    <span aria-hidden onPointerEnter={() => setReached(true)} className="icon grid size-7 place-items-center text-dim">
      {Icon && <Icon size={15} />}
    </span>
  ) : (
    <span aria-hidden onPointerEnter={() => setReached(true)} className={buttonClass(props.tone)}>
      {Icon && <Icon size={15} />}
      {props.label}
      <ChevronDown size={13} />
    </span>
  );
  if (!calm && !reached) return waiting;
  return (
    <Suspense fallback={waiting}>
      <Frame {...props} open={open} onOpen={setOpen} keys={keys && keysFor(keys)} />
    </Suspense>
  );
}
