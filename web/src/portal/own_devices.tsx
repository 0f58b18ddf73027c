// The machines that the one who is signed in works with, and how they are.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { base } from "./address";
import { useAskAgain } from "./live";
import { Block, Row, Rows } from "./parts";
import { useMe } from "./who";

export function OwnDevices() {
  const me = useMe();
  const { data } = useApi(
    methods.listOfferedDevices,
    { client_id: me.client, order_by: "name", page_size: 1000 },
    { refetchInterval: useAskAgain(), enabled: me.may("ticket.write") },
  );
  const own = data?.devices.filter((one) => one.yours) ?? [];
  if (own.length === 0) return null;
  return (
    <Block title={own.length === 1 ? "Your device" : "Your devices"}>
      <Rows>
        {own.map((device) => (
          <Row key={device.device_id} to={`${base}/new?device=${device.device_id}`}>
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="min-w-0 font-medium break-words">{device.name}</span>
              <State state={device.health || "unknown"} />
            </span>
            <span className="block text-sm break-words text-dim">
              {device.health !== "ok" && device.health_reason ? `${device.health_reason}. ` : ""}
              Judged by what was measured <Ago at={device.health_observed_at_unix_ms} never="never yet" />
              . Open it to write to us about it.
            </span>
          </Row>
        ))}
      </Rows>
    </Block>
  );
}
