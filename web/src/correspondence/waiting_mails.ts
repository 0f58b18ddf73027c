// How many mails wait for a person, and the list of them.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";

export const waitingFilter = "waits:yes";

export function useWaitingMails(): number {
  const may = useMay("mail.read");
  return useApi(methods.listMails, { filter: waitingFilter, page_size: 1 }, { enabled: may, refetchInterval: 60_000 }).data?.total ?? 0;
}
