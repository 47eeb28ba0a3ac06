#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# An audit shared out over PowerShell remoting through a real sshd on loopback, as the README shows it.

BeforeDiscovery {
    $missing = @('/usr/sbin/sshd', '/usr/bin/ssh-keygen', '/usr/bin/ssh') | Where-Object { -not (Test-Path $_) }
    $why = if (-not $IsLinux) { 'only on Linux' } elseif ($missing) { "not installed: $missing (Debian package openssh-server)" } elseif ((id -u) -ne 0) { 'sshd wants to be root' }
    if ($why) { Write-Warning "Remoting over SSH is not tested: $why" }
}

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Whole
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Audits over PowerShell remoting (SSH)' -Skip:([bool]$why) {
    BeforeAll {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'ssh')
        ssh-keygen -q -t ed25519 -N '' -f "$folder/host" | Out-Null
        ssh-keygen -q -t ed25519 -N '' -f "$folder/user" | Out-Null
        Copy-Item "$folder/user.pub" "$folder/authorized"
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $profileless = Join-Path $folder 'pwsh'
        Set-Content $profileless "#!/bin/sh`nexec '$((Get-Command pwsh).Source)' -sshs -NoLogo -NoProfile" -NoNewline
        chmod 700 $profileless
        Set-Content "$folder/sshd_config" @"
ListenAddress 127.0.0.1
Port $port
HostKey $folder/host
PidFile none
AuthorizedKeysFile $folder/authorized
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
Subsystem powershell $profileless
"@
        # Its privilege separation wants this folder.
        if (-not (Test-Path /run/sshd)) { New-Item -ItemType Directory /run/sshd | Out-Null }
        $start = [Diagnostics.ProcessStartInfo]::new('/usr/sbin/sshd', "-D -e -f `"$folder/sshd_config`"")
        $start.RedirectStandardError = $true
        $sshd = [Diagnostics.Process]::Start($start)
        $line = $sshd.StandardError.ReadLine()
        if ($line -notlike '*listening*') { throw "sshd did not start: $line" }
        $ssh = @{
            HostName = '127.0.0.1', 'localhost'
            Port = $port
            UserName = 'root'
            KeyFilePath = "$folder/user"
            Options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
        }
    }

    AfterAll {
        if ($sshd) {
            $sshd.Kill($true)
            $sshd.WaitForExit()
        }
    }

    It 'each machine works on its part, and the audits come back' {
        $partners = 'good-rsa.lab.test', 'dane-good.lab.test', 'expired.lab.test', 'no-starttls.lab.test', 'two-mx.lab.test', 'null-mx.lab.test'
        $manifest = "$root/SmtpTls.psd1"
        $hosts = $ssh.HostName
        $ssh.Remove('HostName')
        $jobs = foreach ($i in 1..$hosts.Count) {
            Invoke-Command -HostName $hosts[$i - 1] @ssh -AsJob {
                Import-Module $using:manifest
                $common = $using:common
                $using:partners | Invoke-SmtpTlsAudit @common -Shard "$using:i/$(($using:hosts).Count)"
            }
        }
        $audits = @($jobs | Receive-Job -Wait -AutoRemoveJob)
        $audits.Domain | Sort-Object | Should -Be ($partners | Sort-Object)
        $audits.PSComputerName | Select-Object -Unique | Should -HaveCount 2
        $here = $partners | Invoke-SmtpTlsAudit @common
        foreach ($one in $here) {
            $there = $audits | Where-Object Domain -EQ $one.Domain
            $there.Grade | Should -BeExactly $one.Grade -Because $one.Domain
            $there.Findings.Id | Should -Be $one.Findings.Id -Because $one.Domain
            $there.PSObject.TypeNames | Should -Contain 'Deserialized.SmtpTls.DomainAudit'
        }
        # What came back is an audit to the other cmdlets too.
        ($here | Compare-SmtpTlsAudit -ReferenceObject $audits).Changes | Should -BeNullOrEmpty
    }
}
