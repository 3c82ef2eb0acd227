@echo off
rem Starts Plumbline from an unpacked archive. Needs Java 17 or later: JAVA_HOME, or java on the path. PLUMBLINE_JAVA_OPTS goes to
rem Java, for example -Xmx12g. No labels here: cmd loses them in files with these line ends.
setlocal
set "PLUMBLINE_ROOT=%~dp0.."
set "PLUMBLINE_JAR=%PLUMBLINE_ROOT%\lib\plumbline.jar"
set "PLUMBLINE_JAVA="
for %%J in (java.exe) do set "PLUMBLINE_JAVA=%%~$PATH:J"
if defined JAVA_HOME set "PLUMBLINE_JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%PLUMBLINE_JAVA%" (
    echo plumbline: Java 17 or later is needed: there is no java on the path; install one or set JAVA_HOME 1>&2
    exit /b 5
)
rem The classes a command loads, parsed once: halves the start. Beside the jars, or in the cache where these belong to somebody
rem else; another Java or another archive makes it anew. Without it Java starts all the same.
for %%F in ("%PLUMBLINE_JAR%") do set "PLUMBLINE_KEY=%%~ftzF"
for %%F in ("%PLUMBLINE_JAVA%") do set "PLUMBLINE_KEY=%PLUMBLINE_KEY%; %%~ftzF"
set "PLUMBLINE_START=%LOCALAPPDATA%\plumbline"
if defined PLUMBLINE_CACHE set "PLUMBLINE_START=%PLUMBLINE_CACHE%"
2>nul (break>>"%PLUMBLINE_ROOT%\lib\start.key") && set "PLUMBLINE_START=%PLUMBLINE_ROOT%\lib"
if not exist "%PLUMBLINE_START%" mkdir "%PLUMBLINE_START%" 2>nul
set "PLUMBLINE_MADE="
if exist "%PLUMBLINE_START%\start.key" set /p PLUMBLINE_MADE=<"%PLUMBLINE_START%\start.key"
set "PLUMBLINE_NEW="
if not "%PLUMBLINE_MADE%"=="%PLUMBLINE_KEY%" set "PLUMBLINE_NEW=1"
set "PLUMBLINE_JSA=%PLUMBLINE_START%\plumbline.jsa"
if defined PLUMBLINE_NEW (
    "%PLUMBLINE_JAVA%" -XshowSettings:properties -version 2>&1 | findstr /r /c:"java.specification.version = 1[7-9]" /c:"java.specification.version = [2-9][0-9]" >nul
    if errorlevel 1 (
        echo plumbline: Java 17 or later is needed; this one is older: set JAVA_HOME 1>&2
        exit /b 5
    )
    del "%PLUMBLINE_JSA%" >nul 2>&1
    "%PLUMBLINE_JAVA%" "-XX:ArchiveClassesAtExit=%PLUMBLINE_JSA%" -Xlog:disable -XX:+UseParallelGC -cp "%PLUMBLINE_JAR%" dev.plumbline.harness.cli.Main --debug tasks --json >nul 2>&1
)
rem Made or not, it is not tried again before something changes.
if defined PLUMBLINE_NEW <nul 2>nul set /p "=%PLUMBLINE_KEY%">"%PLUMBLINE_START%\start.key"
rem Over before the optimising compiler would pay off.
set "PLUMBLINE_FIRST=%~1"
set "PLUMBLINE_TIER=4"
if not defined PLUMBLINE_FIRST set "PLUMBLINE_TIER=1"
if "%PLUMBLINE_FIRST:~0,1%"=="-" set "PLUMBLINE_TIER=1"
for %%C in (tasks benchmarks report) do if "%PLUMBLINE_FIRST%"=="%%C" set "PLUMBLINE_TIER=1"
rem Output is UTF-8, whatever code page the console has; it gets its own back.
for /f "tokens=2 delims=:" %%P in ('chcp') do set "PLUMBLINE_PAGE=%%P"
chcp 65001 >nul 2>&1
"%PLUMBLINE_JAVA%" "-XX:SharedArchiveFile=%PLUMBLINE_JSA%" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr -XX:TieredStopAtLevel=%PLUMBLINE_TIER% -XX:+UseParallelGC -Djava.awt.headless=true "-Dplumbline.home=%PLUMBLINE_ROOT%" %PLUMBLINE_JAVA_OPTS% -cp "%PLUMBLINE_JAR%" dev.plumbline.harness.cli.Main %*
set "PLUMBLINE_CODE=%ERRORLEVEL%"
if defined PLUMBLINE_PAGE chcp %PLUMBLINE_PAGE:.=% >nul 2>&1
exit /b %PLUMBLINE_CODE%
