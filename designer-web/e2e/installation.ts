/** Before all journeys: an installation with the sample data. After them it ends. One that runs already is used as it is. */
import { after, serve } from "./server";

export default async function installation(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.FORMWORK_JOURNEY) return undefined;
  const server = await serve("--demo");
  const [username = "", password = ""] = after(server, "demo login: ").split(" ");
  process.env.FORMWORK_JOURNEY = JSON.stringify({ url: server.url, username, password });
  return server.stop;
}
