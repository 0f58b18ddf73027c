import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queries } from "@/api/query";
import { BulkHost } from "@/ui/bulk_host";
import { ToastHost } from "@/ui/toast";
import { router } from "./routes";
import { StepUpHost } from "./step_up_host";

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <BulkHost />
      <StepUpHost />
      <ToastHost />
    </QueryClientProvider>
  );
}
