# A real user manager of systemd for the tests of a file, whatever this machine booted with: in name spaces and a control group of its own, so that it sees
# and touches nothing else, and all that it started ends with it.

$unifiedGroups = '/sys/fs/cgroup', '/sys/fs/cgroup/unified'

# Why none can be had here; nothing where one can.
function Get-UserManagerObstacle {
    if (-not $IsLinux) { return 'systemd runs on Linux only' }
    $missing = '/lib/systemd/systemd', '/usr/bin/systemctl', '/usr/bin/unshare', '/usr/bin/nsenter' | Where-Object { -not (Test-Path $_) }
    if ($missing) { return "not installed: $missing (Debian packages systemd and util-linux)" }
    if ((id -u) -ne 0) { return 'root is needed for name spaces and a control group' }
    if (-not ($unifiedGroups | Where-Object { Test-Path "$_/cgroup.procs" })) { return 'there is no version 2 of control groups' }
    unshare --mount --cgroup --pid --fork true 2>$null
    if ($LASTEXITCODE) { return 'this machine grants no name spaces' }
}

# Starts one that keeps everything in a folder; its config, data and run folders are below it.
function Start-UserManager([string] $Folder) {
    $group = "$($unifiedGroups | Where-Object { Test-Path "$_/cgroup.procs" } | Select-Object -First 1)/smtptls-test-$PID"
    $null = New-Item $group, "$Folder/run", "$Folder/config", "$Folder/data" -ItemType Directory -Force
    chmod 700 "$Folder/run"

    # What it looks for in /run before it believes that a systemd runs here, and a tree of control groups that begins at ours. As process 1 it would be the
    # machine's manager, not a user's, so the shell stays above it.
    Set-Content "$Folder/manager.sh" @'
echo $$ >"$1/cgroup.procs" && exec unshare --mount --cgroup --pid --fork --kill-child --mount-proc sh -c '
mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/systemd/system && mount -t cgroup2 none /sys/fs/cgroup && /lib/systemd/systemd --user --unit=basic.target --log-target=console
exit $?'
'@
    $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh', [string[]]("$Folder/manager.sh", $group))
    $environment = @{ HOME = $Folder; XDG_RUNTIME_DIR = "$Folder/run"; XDG_CONFIG_HOME = "$Folder/config"; XDG_DATA_HOME = "$Folder/data" }
    $environment.GetEnumerator() | ForEach-Object { $start.Environment[$_.Key] = $_.Value }
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $manager = [pscustomobject]@{ Process = $process; Group = $group; Environment = $environment; Said = $process.StandardError.ReadToEndAsync() }
    for ($i = 0; $i -lt 300 -and -not $process.HasExited -and -not (Test-Path "$Folder/run/systemd/private"); $i++) { Start-Sleep -Milliseconds 100 }
    if (-not (Test-Path "$Folder/run/systemd/private")) {
        Stop-UserManager $manager
        throw "The user manager did not start: $($manager.Said.Result)"
    }
    $manager
}

# Runs a program beside it, as a login of its user would.
function Invoke-BesideManager($Manager, [string[]] $Command) {
    $inside = (Get-Content "/proc/$($Manager.Process.Id)/task/$($Manager.Process.Id)/children").Trim()
    $variables = $Manager.Environment.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }
    nsenter --target $inside --mount --pid --cgroup env @variables @Command 2>&1
}

function Stop-UserManager($Manager) {
    if ($Manager) {
        $Manager.Process.Kill()
        $Manager.Process.WaitForExit()

        # The kernel ends what was inside; a group that still holds something cannot be taken away.
        for ($i = 0; $i -lt 100 -and (Test-Path $Manager.Group); $i++) {
            find $Manager.Group -depth -type d -exec rmdir '{}' + 2>$null
            if ($LASTEXITCODE) { Start-Sleep -Milliseconds 100 }
        }
    }
}
