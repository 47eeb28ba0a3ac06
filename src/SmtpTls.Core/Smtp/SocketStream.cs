using System.Net.Sockets;
using SmtpTls.Compat;

namespace SmtpTls.Smtp;

/// <summary>The stream of a dialled connection: it acknowledges at once and can say whether something has arrived.</summary>
internal sealed class SocketStream(Socket socket) : AckingStream(socket), ILookAhead;
