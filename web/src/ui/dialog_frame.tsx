// The only importer of Base UI's dialog; loaded when the first dialog opens.
import { useState } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { DialogProps } from "./dialog";

export default function DialogFrame({ title, description, onClose, children, wide, stays }: DialogProps) {
  const [warned, setWarned] = useState(false);
  // What was written is not lost by one key that was meant for something else.
  const close = (byKey: boolean) => {
    if (stays && byKey && !warned) setWarned(true);
    else onClose();
  };
  return (
    <Base.Root
      open
      disablePointerDismissal={stays}
      onOpenChange={(open, { reason }) => {
        if (!open) close(reason === "escape-key");
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-auto p-3 sm:pt-[10vh]">
          <Base.Popup
            onInput={() => setWarned(false)}
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
            <p role="status" className={warned ? "border-t border-line px-4 py-2 text-warn" : "sr-only"}>
              {warned && "Esc once more throws away what was written here."}
            </p>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
