using System.IO;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Policies;

/// <summary>One nginx on one address, a server for each policy host; who does not name a host meets a certificate for another.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    public const string Program = "/usr/sbin/nginx";
    private const int Port = 443;
    private readonly string _folder;
    private readonly string _address;
    private readonly List<string> _servers = [];
    private Daemon? _daemon;

    public Nginx(string folder, string address)
    {
        _folder = folder;
        _address = address;
    }

    /// <summary>A server of our own making.</summary>
    /// <param name="host">Its name; a file of this name with .pem holds key and chain.</param>
    /// <param name="location">What it says at the policy's path.</param>
    /// <param name="others">Further names of it.</param>
    public void AddServer(string host, string location, params string[] others) => _servers.Add($$"""
          server {
            listen {{_address}}:{{Port}} ssl;
            server_name {{string.Join(' ', [host, .. others])}};
            ssl_certificate {{_folder}}/{{host}}.pem;
            ssl_certificate_key {{_folder}}/{{host}}.pem;
            location = /.well-known/mta-sts.txt {
              alias {{_folder}}/{{host}}.txt;
              types { }
              {{location}}
            }
          }
        """);

    /// <summary>A server block from a file.</summary>
    public void Include(string path) => _servers.Add($"  include {path};");

    public async Task StartAsync(CancellationToken stop)
    {
        string configuration = Path.Combine(_folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(), stop);
        _daemon = Daemon.Start(Program, ["-c", configuration, "-e", "stderr"], new Dictionary<string, string>());
        await Range.Port.WaitOpenAsync(_address, Port, () => _daemon.HasExited ? _daemon.Output : null, stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    // Its workers must read what only root may; the temporary paths are root's elsewhere.
    private string Configuration() => $$"""
        daemon off;
        user root;
        worker_processes 1;
        pid {{_folder}}/nginx.pid;
        error_log stderr warn;
        events { worker_connections 512; }
        http {
          access_log off;
          server_names_hash_bucket_size 128;
          default_type application/octet-stream;
          client_body_temp_path {{_folder}}/body;
          proxy_temp_path {{_folder}}/proxy;
          fastcgi_temp_path {{_folder}}/fastcgi;
          uwsgi_temp_path {{_folder}}/uwsgi;
          scgi_temp_path {{_folder}}/scgi;
        {{string.Join('\n', _servers)}}
        }

        """;
}
