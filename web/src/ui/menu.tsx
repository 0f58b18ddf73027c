import { lazy, Suspense } from "react";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { buttonClass } from "./button";

const Frame = lazy(() => import("./menu_frame"));

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
}
export interface MenuProps {
  label: string;
  icon?: LucideIcon;
  items: readonly MenuItem[];
  quiet?: boolean; // an icon alone
}

export function Menu(props: MenuProps) {
  if (props.items.length === 0) return null;
  const Icon = props.icon;
  const waiting = props.quiet ? (
    <span aria-hidden className="grid size-7 place-items-center text-dim">
      {Icon && <Icon size={15} />}
    </span>
  ) : (
    <span aria-hidden className={buttonClass()}>
      {Icon && <Icon size={15} />}
      {props.label}
      <ChevronDown size={13} />
    </span>
  );
  return (
    <Suspense fallback={waiting}>
      <Frame {...props} />
    </Suspense>
  );
}
