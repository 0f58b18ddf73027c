// The only importer of Base UI's menu; loaded when the page that has one has been painted.
import { useEffect, useRef } from "react";
import { Menu as Base } from "@base-ui/react/menu";
import { ChevronDown } from "lucide-react";
import { buttonClass } from "./button";
import { keysFor } from "./keys";
import type { MenuProps } from "./menu";

interface Props extends MenuProps {
  open: boolean;
  onOpen: (open: boolean) => void;
}

export default function MenuFrame({ label, icon: Icon, items, quiet, tone, keys, open, onOpen }: Props) {
  const trigger = useRef<HTMLButtonElement>(null);
  // Opened by a key where it cannot be seen: what it stands in unfolds.
  useEffect(() => {
    if (open) trigger.current?.closest("details")?.setAttribute("open", "");
  }, [open]);
  return (
    <Base.Root open={open} onOpenChange={onOpen}>
      <Base.Trigger
        ref={trigger}
        aria-keyshortcuts={keys}
        aria-label={quiet ? label : undefined}
        title={quiet ? label : undefined}
        className={quiet ? "icon grid size-7 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink" : buttonClass(tone)}
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
                {item.keys && (
                  <kbd aria-hidden className="mono ml-auto rounded border border-line px-1 text-[11px] text-dim coarse:hidden">
                    {keysFor(item.keys)}
                  </kbd>
                )}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
