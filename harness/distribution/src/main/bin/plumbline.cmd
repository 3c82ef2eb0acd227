@echo off
rem Starts Plumbline from an unpacked archive. Needs Java 17 or later: JAVA_HOME, or java on the path. PLUMBLINE_JAVA_OPTS goes to
rem Java, for example -Xmx12g.
setlocal
set "PLUMBLINE_ROOT=%~dp0.."
set "PLUMBLINE_JAR=%PLUMBLINE_ROOT%\lib\plumbline.jar"
set "PLUMBLINE_JSA=%PLUMBLINE_ROOT%\lib\plumbline.jsa"
set "PLUMBLINE_JAVA=java"
if defined JAVA_HOME set "PLUMBLINE_JAVA=%JAVA_HOME%\bin\java.exe"
"%PLUMBLINE_JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo plumbline: Java 17 or later is needed: install one or set JAVA_HOME 1>&2
    exit /b 5
)
rem The classes a command loads, parsed once: halves the start. Without the archive Java starts all the same.
if not exist "%PLUMBLINE_JSA%" (
    "%PLUMBLINE_JAVA%" "-XX:ArchiveClassesAtExit=%PLUMBLINE_JSA%" -Xlog:disable -XX:+UseParallelGC -cp "%PLUMBLINE_JAR%" dev.plumbline.harness.cli.Main --debug tasks --json >nul 2>&1
)
"%PLUMBLINE_JAVA%" "-XX:SharedArchiveFile=%PLUMBLINE_JSA%" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr -XX:+UseParallelGC -Djava.awt.headless=true "-Dplumbline.home=%PLUMBLINE_ROOT%" %PLUMBLINE_JAVA_OPTS% -cp "%PLUMBLINE_JAR%" dev.plumbline.harness.cli.Main %*
exit /b %ERRORLEVEL%
