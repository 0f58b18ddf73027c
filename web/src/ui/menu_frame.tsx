// The only importer of Base UI's menu; loaded when the page that has one has been painted.
import { Menu as Base } from "@base-ui/react/menu";
import { ChevronDown } from "lucide-react";
import { buttonClass } from "./button";
import type { MenuProps } from "./menu";

export default function MenuFrame({ label, icon: Icon, items, quiet }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger
        aria-label={quiet ? label : undefined}
        title={quiet ? label : undefined}
        className={quiet ? "icon grid size-7 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink" : buttonClass()}
      >
        {Icon && <Icon size={15} aria-hidden />}
        {!quiet && label}
        {!quiet && <ChevronDown size={13} aria-hidden />}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-40">
          <Base.Popup className="min-w-44 rounded-lg border border-line bg-bg py-1 text-ink shadow-lg outline-none">
            {items.map((item) => (
              <Base.Item
                key={item.label}
                onClick={item.run}
                disabled={item.disabled}
                className={`mx-1 flex h-8 cursor-default items-center gap-2 rounded-md px-2 outline-none data-highlighted:bg-sel
                  data-disabled:opacity-50 coarse:h-11 ${item.danger ? "text-crit" : ""}`}
              >
                {item.icon && <item.icon size={14} aria-hidden className="shrink-0" />}
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
