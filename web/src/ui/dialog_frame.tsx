// The only importer of Base UI's dialog; loaded when the first dialog opens.
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { DialogProps } from "./dialog";

export default function DialogFrame({ title, description, onClose, children, wide, stays }: DialogProps) {
  return (
    <Base.Root
      open
      disablePointerDismissal={stays}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-auto p-3 sm:pt-[10vh]">
          <Base.Popup
            className={`w-full rounded-xl border border-line bg-bg text-ink shadow-2xl outline-none ${wide ? "max-w-2xl" : "max-w-md"}`}
          >
            <div className="flex items-start justify-between gap-3 px-4 pt-3.5">
              <div className="min-w-0">
                <Base.Title className="text-[15px] font-semibold break-words">{title}</Base.Title>
                {description && (
                  <Base.Description render={<div />} className="mt-1 text-dim">
                    {description}
                  </Base.Description>
                )}
              </div>
              <Base.Close
                aria-label="Close"
                className="icon -mt-0.5 -mr-1.5 grid size-7 shrink-0 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink"
              >
                <X size={15} aria-hidden />
              </Base.Close>
            </div>
            <div className="px-4 pt-3 pb-4">{children}</div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
