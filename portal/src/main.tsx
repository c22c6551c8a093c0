/** React first, the portal after it: two pieces of work, between which the browser answers. */
import "react-dom/client";

void import("./start");
