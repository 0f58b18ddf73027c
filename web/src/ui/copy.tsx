// Copying, also where the clipboard interface is missing (plain http on a LAN).
import { useRef, useState } from "react";
import { Check, Copy } from "lucide-react";
import { Button, IconButton } from "./button";

export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused: the older way below may still work.
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function useCopied(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  const timer = useRef(0);
  return [
    copied,
    () => {
      void copyText(text).then((done) => {
        setCopied(done);
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => setCopied(false), 2000);
      });
    },
  ];
}

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, copy] = useCopied(text);
  return (
    <Button icon={copied ? Check : Copy} onClick={copy}>
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}

/// A line to be pasted elsewhere, with its own button.
export function CopyLine({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopied(text);
  return (
    <div className="flex items-start gap-1 rounded-md border border-line bg-panel py-1 pr-1 pl-3">
      <code className="mono min-w-0 flex-1 self-center break-all whitespace-pre-wrap">{text}</code>
      <IconButton icon={copied ? Check : Copy} label={copied ? "Copied" : `Copy ${label}`} onClick={copy} />
    </div>
  );
}
