// Loaded when somebody chooses columns.
import { lazy, Suspense, type ComponentProps } from "react";

const Frame = lazy(() => import("./column_dialog"));

export function ColumnDialog(props: ComponentProps<typeof Frame>) {
  return (
    <Suspense fallback={null}>
      <Frame {...props} />
    </Suspense>
  );
}
