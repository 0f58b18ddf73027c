import { Button } from "./button";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Under a list that comes by pages: the next one, while there is one. */
export function More({ of, className = "mt-2", children }: { of: Pages; className?: string; children: React.ReactNode }) {
  if (!of.hasNextPage) return undefined;
  return (
    <Button className={className} busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {children}
    </Button>
  );
}
