// The top of a portal's page as it will look, once in each theme. Colours are set by code: the content policy
// forbids them in the page's text.
import { useEffect, useRef } from "react";
import { Plus } from "lucide-react";
import type { Portal, ThemeColors } from "@/api/generated/schema";
import { paint } from "@/ui/paint";

type Theme = "light" | "dark";
export type Colors = { light?: ThemeColors; dark?: ThemeColors };

export function Preview({ portal, colors, logo }: { portal: Portal; colors: Colors; logo?: string }) {
  const reasons = [colors.light?.corrected, colors.dark?.corrected].filter(Boolean);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <One theme="light" portal={portal} colors={colors.light} logo={logo ?? portal.logo_url} />
        <One theme="dark" portal={portal} colors={colors.dark} logo={logo ?? portal.logo_url} />
      </div>
      {reasons.map((reason) => (
        <p key={reason} className="mt-2 text-xs text-dim">
          {reason}
        </p>
      ))}
    </>
  );
}

function One({ theme, portal, colors, logo }: { theme: Theme; portal: Portal; colors?: ThemeColors; logo: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) paint(box.current, colors);
  }, [colors]);
  return (
    <div
      ref={box}
      data-theme={theme}
      role="img"
      aria-label={`The portal in the ${theme} theme`}
      className="preview overflow-hidden rounded-lg border border-line bg-bg text-ink"
    >
      <div className="flex h-12 items-center gap-2 bg-(--bar) px-3 text-(--bar-ink)">
        {logo && (
          <span className="rounded bg-white p-1">
            <img src={logo} alt="" className="h-6 max-w-28 object-contain" />
          </span>
        )}
        <span className="min-w-0 flex-1 truncate font-semibold">{portal.client_name}</span>
        <span className="inline-flex h-7 items-center gap-1 rounded border border-current px-2">
          <Plus size={13} aria-hidden />
          New ticket
        </span>
      </div>
      <div className="flex items-center gap-3 px-3 py-3">
        <span className="inline-flex h-7 items-center rounded-md bg-accent px-3 font-medium text-accent-ink">Send</span>
        <span className="link">All tickets</span>
        <span className="ml-auto text-dim">{portal.contact_phone}</span>
      </div>
    </div>
  );
}
