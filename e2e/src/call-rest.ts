/**
 * Calls the REST API of `server`: POST where there is a `body`, which goes as JSON, else GET. An empty `token` sends
 * none. Rejects with what a refusal says.
 */
export async function callRest<Reply>(
  server: { url: string },
  address: string,
  token: string,
  body?: object,
): Promise<Reply> {
  const response = await fetch(`${server.url}/api/v1${address}`, {
    method: body ? "POST" : "GET",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  // The protocol's own tests pin what the server answers.
  return (await response.json()) as Reply;
}
