// Where the focus goes when something opens beside what one was at, and where it comes back to.
import { useEffect, useRef, type RefObject } from "react";

let byKey = false;
if (typeof document !== "undefined") {
  document.addEventListener("keydown", () => (byKey = true), true);
  document.addEventListener("pointerdown", () => (byKey = false), true);
}

/// For the element that opens: it takes the focus when a key opened it. Closed with the focus inside, the focus goes back.
export function useFocusWhileOpen<Element extends HTMLElement>(): RefObject<Element | null> {
  const box = useRef<Element>(null);
  useEffect(() => {
    const element = box.current;
    const before = document.activeElement;
    if (byKey) element?.focus({ preventScroll: true });
    return () => {
      const inside = element?.contains(document.activeElement) || document.activeElement === document.body;
      if (inside && before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return box;
}

/// As `ref` of a form that a key began: where it stands in folded details they unfold, and the writing begins in it.
export function reveal(form: HTMLElement | null) {
  const folded = form?.closest("details:not([open])");
  if (!form || !folded) return;
  folded.setAttribute("open", "");
  form.querySelector<HTMLElement>("input,select,textarea,button")?.focus();
}
